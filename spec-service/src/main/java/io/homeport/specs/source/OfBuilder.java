package io.homeport.specs.source;

/** What builders run for the apps that they make. */
public enum OfBuilder {
  /** The Supabase project behind the app: database, sign-in, files, functions. */
  PROJECT,
  LOVABLE_AI,
  LOVABLE_CONNECTORS,
  LOVABLE_SIGN_IN,
  LOVABLE_MAIL,
  LOVABLE_AUTH_MAIL,
  LOVABLE_WEBHOOKS,
  LOVABLE_ASSETS,
  LOVABLE_PATHS,
  LOVABLE_BUILD,
  BASE44_SDK,
  BASE44_ENTITIES,
  BASE44_SIGN_IN,
  BASE44_FUNCTIONS,
  BASE44_AI,
  BASE44_FILES,
  BASE44_MAIL,
  BASE44_INTEGRATIONS,
  BASE44_MEDIA,
  EMERGENT_AI,
  EMERGENT_SIGN_IN,
  EMERGENT_STORAGE,
  EMERGENT_ASSETS,
  REPLIT_SIGN_IN,
  REPLIT_STORAGE,
  REPLIT_CONNECTORS,
  REPLIT_AI,
  NEON_DRIVER,
  VERCEL_KV,
  VERCEL_BLOB,
  VERCEL_POSTGRES,
  VERCEL_ANALYTICS,
  /** A script of the builder's that the page loads, such as its badge. */
  SCRIPT,
  /** An address of the app at the builder's, written into the code. */
  ADDRESS,
  /** A scheduled job that posts to the builder's host. */
  SCHEDULE
}
