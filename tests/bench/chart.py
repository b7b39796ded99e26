"""The chart: a bar a server for throughput and for CPU a message. Text and bars follow the reader's light or dark."""

from xml.sax.saxutils import escape

from measuring import Task

WIDTH, LABELS, VALUES, ROW, BAR, GAP = 860, 130, 90, 22, 14, 26
STYLE = """
  text { font: 12px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 13px; font-weight: 600 }
  .note { font-size: 11px; fill: #59636e }
  .bar { fill: #aab3bd } .ours { fill: #0969da } .name-ours { font-weight: 600 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 }
    .bar { fill: #59636e } .ours { fill: #4493f8 }
  }
"""


def panels(cells):
    """Title, cell, figure, format; those of 50 and 500 connections × 128 B."""
    for count in (50, 500):
        for cell in cells:
            if (cell.connections, cell.size, cell.pipeline, cell.idle) == (count, 128, 1, 0):
                yield f"Messages a second, {cell}: more is better", cell, "mps", ",.0f"
                yield f"Server CPU a message, µs, {cell}: less is better", cell, "server_cpu_us_per_msg", ",.2f"


def draw(cells, servers, runs, ours, how):
    parts, top = [], 0
    for title, cell, key, form in panels(cells):
        medians = {server: value for server in servers if (value := runs.median(Task(cell, server), key)) is not None}
        best_first = sorted(medians, key=medians.get, reverse=key == "mps")
        parts.append(f'<text class="title" x="0" y="{top + 14}">{escape(title)}</text>')
        top += GAP
        for server in best_first:
            length = (WIDTH - LABELS - VALUES) * medians[server] / max(medians.values())
            mark = " ours" if server == ours else ""
            name = ' class="name-ours"' if server == ours else ""
            middle = top + BAR - 3
            parts.append(f'<text x="{LABELS - 8}" y="{middle}" text-anchor="end"{name}>{escape(server)}</text>'
                         f'<rect class="bar{mark}" x="{LABELS}" y="{top}" width="{length:.1f}" height="{BAR}" rx="2"/>'
                         f'<text x="{LABELS + length + 6:.1f}" y="{middle}"{name}>{medians[server]:{form}}</text>')
            top += ROW
        top += GAP - BAR
    parts.append(f'<text class="note" x="0" y="{top + 8}">{escape(how)}</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-12 -8 {WIDTH + 24} {top + 28}" role="img">'
            f"<style>{STYLE}</style>\n" + "\n".join(parts) + "\n</svg>\n")
