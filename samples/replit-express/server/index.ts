import express from "express";
import { registerRoutes } from "./routes";

const app = express();
app.use(express.json());

(async () => {
  const server = await registerRoutes(app);
  app.use(express.static("dist/public"));
  const port = 5000;
  server.listen({ port, host: "0.0.0.0", reusePort: true });
})();
