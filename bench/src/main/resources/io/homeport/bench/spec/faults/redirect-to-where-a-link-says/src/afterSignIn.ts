export function afterSignIn() {
  const next = new URLSearchParams(window.location.search).get('next');
  window.location.href = next ?? '/';
}
