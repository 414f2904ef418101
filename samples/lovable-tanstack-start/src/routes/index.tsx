import { createFileRoute } from "@tanstack/react-router";
import hero from "@/assets/hero-hives.jpg.asset.json";
import { lovable } from "@lovable.dev/cloud-auth-js";

export const Route = createFileRoute("/")({ component: Home });

function Home() {
  return (
    <main>
      <img src={hero.url} alt="Hives in a meadow" />
      <button onClick={() => lovable.auth.signInWithOAuth("google")}>Continue with Google</button>
    </main>
  );
}
