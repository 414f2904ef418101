export const appParams = {
  appId: import.meta.env.VITE_BASE44_APP_ID,
  baseUrl: import.meta.env.VITE_BASE44_APP_BASE_URL,
};
