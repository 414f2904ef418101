export function Greeting() {
  const name = new URLSearchParams(window.location.search).get('name');
  return <p dangerouslySetInnerHTML={{ __html: `Welcome <b>${name}</b>` }} />;
}
