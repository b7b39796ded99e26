// node_echo.js PORT: an upper-casing TCP echo server on 127.0.0.1 as Node programs are written: net, one thread, data
// events, and pause and drain where the peer is slower. SIGTERM ends it, by default action.
'use strict';
const net = require('net');

if (process.argv.length !== 3) {
  console.error('usage: node node_echo.js PORT');
  process.exit(2);
}

// Works on four bytes at a time: V8 does not vectorise, and a byte loop would measure the compiler, not net.
function upper(bytes) {
  const words = bytes.byteOffset % 4 === 0 ? bytes.length >> 2 : 0;
  if (words > 0) {
    const view = new Uint32Array(bytes.buffer, bytes.byteOffset, words);
    for (let i = 0; i < words; i++) {
      const word = view[i];
      const low = word & 0x7f7f7f7f;
      const fromA = low + 0x1f1f1f1f; // top bit of a byte set: 'a' or above
      const pastZ = low + 0x05050505; // top bit of a byte set: above 'z'
      const letters = (fromA ^ pastZ) & ~word & 0x80808080;
      view[i] = word ^ (letters >>> 2);
    }
  }
  for (let i = words * 4; i < bytes.length; i++) {
    if (bytes[i] >= 0x61 && bytes[i] <= 0x7a) bytes[i] -= 0x20;
  }
}

// Not allowHalfOpen, so a peer's end is answered with our own, once everything written has been sent.
const server = net.createServer({ noDelay: true }, (connection) => {
  connection.on('data', (bytes) => {
    upper(bytes);
    if (!connection.write(bytes)) connection.pause();
  });
  connection.on('drain', () => connection.resume());
  connection.on('error', () => connection.destroy()); // a reset ends this connection only
});

server.on('error', (error) => {
  console.error(error.message);
  process.exit(1);
});
server.listen({ host: '127.0.0.1', port: Number(process.argv[2]), backlog: 4096 });
