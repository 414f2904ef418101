const url = "https://tinyspatinyspatinysp.supabase.co";
const key = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJzdXBhYmFzZSIsInJlZiI6InRpbnlzcGF0aW55c3BhdGlueXNwIiwicm9sZSI6ImFub24iLCJpYXQiOjE3NTc2NjQwMDAsImV4cCI6MjA3MzI0MDAwMH0.dGlueS1zcGEgaGFzIG5vIGhvc3RlZCBwcm9qZWN0Li4";

const response = await fetch(`${url}/rest/v1/notes?select=body`, { headers: { apikey: key, Authorization: `Bearer ${key}` } });
for (const { body } of await response.json()) {
  const item = document.createElement("li");
  item.textContent = body;
  document.querySelector("#notes").append(item);
}
