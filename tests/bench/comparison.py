"""pollecho compare, as the README begins with it: compare.md, the page compare.html, and compare.svg with two of its charts."""

import re
import subprocess

from servers import OUT

SHOWN = ("sparse", "crowded")
GAP, TITLE = 10, 34
STYLE = "text { fill: var(--text); font: 12px system-ui, sans-serif } .title { font-weight: 600; font-size: 14px }" \
    " .axis { stroke: var(--line) } .tick, .leader { fill: var(--faint); stroke: none } .leader { stroke: var(--faint) }"


def run(pollecho):
    page = OUT / "compare.html"
    print("pollecho compare", flush=True)
    done = subprocess.run([pollecho, "compare", "--markdown", "--html", page], stdout=subprocess.PIPE, text=True, check=False)
    (OUT / "compare.md").write_text(done.stdout)
    if done.returncode == 0:
        (OUT / "compare.svg").write_text(draw(page.read_text()))
    return done.returncode == 0


def draw(page):
    """One picture of the charts, side by side, in the page's colours."""
    colours = "\n".join(re.findall(r"^.*--page.*\n.*--c0.*$", page, re.MULTILINE))
    parts, left, bottom = [], GAP, 0
    for regime in SHOWN:
        title, width, height, chart = re.search(
            rf'<figcaption>({regime}: CPU.*?)</figcaption>\n<svg viewBox="0 0 (\d+) (\d+)".*?>(.*?)</svg>', page, re.DOTALL).groups()
        parts.append(f'<g transform="translate({left} {TITLE})">\n<text class="title" x="4" y="-12">{title}</text>{chart}</g>')
        left, bottom = left + int(width) + GAP, int(height) + TITLE
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {left} {bottom}" role="img" '
            f'aria-label="Server CPU a message against median delay, {" and ".join(SHOWN)}">\n<style>\n{colours}\n{STYLE}\n</style>\n'
            f'<rect width="{left}" height="{bottom}" rx="8" fill="var(--panel)"/>\n' + "\n".join(parts) + "\n</svg>\n")
