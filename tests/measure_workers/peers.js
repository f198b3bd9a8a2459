// The bare peers of a pool and of a job's round trip, and the hops of the job
// itself. The body of a function that gives { compute, echo, notePools, hops }.
const stamp = () => performance.timeOrigin + performance.now();
const spin = (ms) => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

// A worker that only echoes, which `there` and `here` make as busy, in
// milliseconds, as a job makes its worker and the page. It gives a function
// that makes `count` round trips, one after the other, and how long each took.
const echo = (there, here) => {
  const source = there
    ? `const spin = ${spin}; onmessage = ({ data }) => { spin(${there}); postMessage(data); };`
    : "onmessage = ({ data }) => postMessage(data);";
  const worker = new Worker(URL.createObjectURL(new Blob([source])));
  return (count) =>
    new Promise((resolve) => {
      const took = [];
      let began;
      const ask = () => {
        began = performance.now();
        worker.postMessage('{"name":"echo","args":"[\\"\\"]","gil":null}');
      };
      worker.onmessage = () => {
        if (here) spin(here);
        took.push(performance.now() - began);
        took.length < count ? ask() : resolve(took);
      };
      ask();
    });
};

// Bare workers that compute with no program of ours: how long four loops take
// over so many of them, in seconds, once they are warm. What two gain here is
// all that this machine's cores have to give.
const compute = async (count) => {
  const source = `onmessage = ({ data }) => {
    let sum = 0;
    for (let i = 0; i < data; i++) sum = (sum + Math.imul(i, i)) | 0;
    postMessage(sum);
  };`;
  const url = URL.createObjectURL(new Blob([source]));
  const workers = Array.from({ length: count }, () => new Worker(url));
  const once = (worker, n) =>
    new Promise((done) => {
      worker.onmessage = ({ data }) => done(data);
      worker.postMessage(n);
    });
  const share = async (worker, n) => {
    for (let loops = 0; loops < 4 / count; loops++) await once(worker, n);
  };
  const all = (n) => Promise.all(workers.map((worker) => share(worker, n)));
  await all(3e6);
  const began = performance.now();
  await all(4e8);
  const took = (performance.now() - began) / 1e3;
  for (const worker of workers) worker.terminate();
  return took;
};

// Every end of a job that pools hear of from now on is noted, and what their
// workers note.
const notes = { came: [], said: [], heard: [] };
const notePools = () => {
  const Bare = Worker;
  const channel = new BroadcastChannel("hops");
  channel.onmessage = ({ data: [came, said] }) => {
    notes.came.push(...came);
    notes.said.push(...said);
  };
  globalThis.Worker = class extends Bare {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        if (data.startsWith?.('{"Ended"')) notes.heard.push(stamp());
      });
    }
  };
  return () => {
    globalThis.Worker = Bare;
  };
};

// When each job came to its worker, when the worker said its end, and when the
// page heard of it; in milliseconds.
const hops = () => [notes.came, notes.said, notes.heard];

return { compute, echo, notePools, hops };
