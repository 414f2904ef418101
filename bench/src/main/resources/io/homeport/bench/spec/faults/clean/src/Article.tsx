import DOMPurify from 'dompurify';
export function Article({ body, colours }) {
  const next = new URLSearchParams(window.location.search).get('next');
  function leave() {
    if (next?.startsWith('/')) window.location.href = next;
  }
  function confirm() {
    if (password === confirmed) save();
  }
  window.addEventListener('message', (event) => {
    if (event.origin === window.location.origin) save(event.data);
  });
  return (
    <article onClick={leave} onSubmit={confirm}>
      <style dangerouslySetInnerHTML={{ __html: Object.values(colours).join(';') }} />
      <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(body) }} />
    </article>
  );
}
