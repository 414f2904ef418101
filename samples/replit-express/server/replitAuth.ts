import * as client from "openid-client";
import { Strategy, type VerifyFunction } from "openid-client/passport";
import connectPg from "connect-pg-simple";
import type { Express, RequestHandler } from "express";
import session from "express-session";
import passport from "passport";
import { storage } from "./storage";

if (!process.env.REPLIT_DOMAINS) {
  throw new Error("Environment variable REPLIT_DOMAINS not provided");
}

const getOidcConfig = async () =>
  client.discovery(new URL(process.env.ISSUER_URL ?? "https://replit.com/oidc"), process.env.REPL_ID!);

export function getSession() {
  const pgStore = connectPg(session);
  return session({
    secret: process.env.SESSION_SECRET || "toolshed-dev-session",
    store: new pgStore({ conString: process.env.DATABASE_URL, createTableIfMissing: false, tableName: "sessions" }),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, secure: true, maxAge: 7 * 24 * 60 * 60 * 1000 },
  });
}

export async function setupAuth(app: Express) {
  app.set("trust proxy", 1);
  app.use(getSession());
  app.use(passport.initialize());
  app.use(passport.session());

  const config = await getOidcConfig();
  const verify: VerifyFunction = async (tokens, verified) => {
    const claims = tokens.claims()!;
    await storage.upsertUser({ id: claims.sub, email: claims["email"] as string });
    verified(null, { claims });
  };

  for (const domain of process.env.REPLIT_DOMAINS!.split(",")) {
    passport.use(new Strategy({ name: `replitauth:${domain}`, config, callbackURL: `https://${domain}/api/callback` }, verify));
  }

  app.get("/api/login", (req, res, next) => {
    passport.authenticate(`replitauth:${req.hostname}`, { scope: ["openid", "email", "profile"] })(req, res, next);
  });

  app.get("/api/callback", (req, res, next) => {
    passport.authenticate(`replitauth:${req.hostname}`, { successReturnToOrRedirect: "/" })(req, res, next);
  });

  app.get("/api/logout", (req, res) => {
    req.logout(() => res.redirect("/"));
  });
}

export const isAuthenticated: RequestHandler = async (req, res, next) => {
  if (!req.isAuthenticated()) {
    return res.status(401).json({ message: "Unauthorized" });
  }
  return next();
};
