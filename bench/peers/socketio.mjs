// The same fan-out as a room of Comentor, without storage, on the Node.js socket.io server.
// Prints its port when it listens.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], maxHttpBufferSize: 16_384 });
const places = new Map();

io.on('connection', (socket) => {
  socket.on('join', (room, acknowledge) => {
    socket.join(room);
    acknowledge(places.get(room) ?? 0);
  });
  socket.on('chat', (said) => {
    said.seq = (places.get(said.room) ?? 0) + 1;
    places.set(said.room, said.seq);
    io.to(said.room).emit('chat', said);
  });
});

http.listen({ host: '127.0.0.1', port: 0, backlog: 4096 }, () => {
  console.log(JSON.stringify({ port: http.address().port }));
});
