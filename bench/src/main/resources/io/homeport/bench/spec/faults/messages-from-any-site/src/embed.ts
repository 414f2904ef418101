export function listen() {
  window.addEventListener('message', (event) => {
    save(event.data);
  });
}
