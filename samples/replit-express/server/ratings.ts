import { Router } from "express";
import { storage } from "./storage";

const router = Router({ mergeParams: true });

router.put("/", async (req: any, res) => {
  await storage.rate(Number(req.params.id), req.user.claims.sub, req.body.stars);
  res.status(204).end();
});

export default router;
