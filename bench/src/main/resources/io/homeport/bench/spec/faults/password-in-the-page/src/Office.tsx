export function Office() {
  function enter() {
    if (password === '{{password}}') open();
  }
  return <button onClick={enter}>Enter</button>;
}
