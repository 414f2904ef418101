package io.homeport.specs.planning;

import io.homeport.specs.document.Deployment.Runtime;
import io.homeport.specs.document.MigrationPlan.By;
import io.homeport.specs.source.OfBuilder;
import org.jspecify.annotations.Nullable;

/**
 * What takes the place of something of the builder's.
 *
 * @param by who provides it
 * @param codeChange whether the app works elsewhere only after a change of its code
 * @param todo what is to be done for it, one sentence; null when nothing is
 */
record Replacement(
    String name, String use, String by, By who, boolean codeChange, @Nullable String todo) {

  private static Replacement code(String name, String use, String by, String todo) {
    return new Replacement(name, use, by, By.OWNER, true, todo);
  }

  private static Replacement kept(String name, String use, String by, @Nullable String todo) {
    return new Replacement(name, use, by, By.HOMEPORT, false, todo);
  }

  /** By what the app needs to run: Homeport's own interfaces serve what Homeport runs. */
  static Replacement of(OfBuilder what, Runtime runtime) {
    return what == OfBuilder.PROJECT
            && runtime != Runtime.SUPABASE
            && runtime != Runtime.NODE_SERVER
        ? new Replacement(
            of(what).name(),
            of(what).use(),
            "A Supabase project of your own, or a server with the same interfaces; the code keeps its calls.",
            By.OWNER,
            false,
            "Have a Supabase project of your own, or a server with the same interfaces.")
        : of(what);
  }

  private static Replacement of(OfBuilder what) {
    return switch (what) {
      case PROJECT ->
          kept(
              "Supabase project of the builder",
              "The app keeps its data, users and files in a Supabase project and runs its functions there.",
              "An environment of Homeport has a database, sign-in, files, live updates and functions with the same interfaces; the code keeps its calls.",
              null);
      case LOVABLE_AI ->
          code(
              "Lovable AI gateway",
              "The app asks language and image models through Lovable, with a key that Lovable gives.",
              "An account with an AI provider, or a gateway in front of several: requests and answers have OpenAI's form.",
              "Change address, key and names of models in the calls of the Lovable AI gateway.");
      case LOVABLE_CONNECTORS ->
          code(
              "Lovable connectors",
              "The app calls other companies' services through Lovable, which keeps the accounts.",
              "Each service's own API, with an account and a key of yours.",
              "Call the services behind Lovable's connectors directly, each with a key of its own.");
      case LOVABLE_SIGN_IN ->
          code(
              "Lovable sign-in",
              "Sign-in with Google and others goes through Lovable's address and its OAuth clients.",
              "The same sign-in by Supabase's own interface, supabase.auth.signInWithOAuth, with OAuth clients of yours.",
              "Replace lovable.auth.signInWithOAuth by supabase.auth.signInWithOAuth.");
      case LOVABLE_MAIL ->
          code(
              "Lovable e-mail",
              "The app sends mails through Lovable, from a domain that is set up there.",
              "A mail service or an SMTP server of yours, with your domain as the sender.",
              "Send mails through your own mail service instead of @lovable.dev/email-js.");
      case LOVABLE_AUTH_MAIL ->
          code(
              "Lovable sign-in mails",
              "Mails for sign-up and new passwords are written by the app's auth-email-hook, which Lovable calls and signs.",
              "The runtime's own mails through your SMTP server; the texts can be taken over.",
              "Take the texts of the sign-in mails over and leave auth-email-hook behind.");
      case LOVABLE_WEBHOOKS ->
          code(
              "Lovable webhooks",
              "A function believes calls that Lovable signed (x-lovable-signature).",
              "Nothing calls it after the move; whoever shall call it needs a signature of its own.",
              "Decide who calls the functions that wait for Lovable's signature, and check theirs.");
      case LOVABLE_ASSETS ->
          code(
              "Lovable asset storage",
              "Pictures and other files are in Lovable's storage (/__l5e/); the repository has only pointers to them.",
              "The files themselves in the repository, or in the app's own storage.",
              "Download each file behind /__l5e/ and put it where its pointer is.");
      case LOVABLE_PATHS ->
          code(
              "Lovable hosting paths",
              "The app relies on paths that Lovable's hosting answers, such as /~oauth.",
              "Sign-in answered by the app's own address (/auth/v1).",
              "Take the paths that only Lovable's hosting answers out of the code.");
      case LOVABLE_BUILD ->
          kept(
              "Lovable build settings",
              "The build is set up by Lovable's package, which builds for Cloudflare unless told otherwise.",
              "Homeport's build tells it by a variable to make a server for Node; the settings stay and the app runs as it is.",
              null);
      case BASE44_SDK ->
          code(
              "Base44 SDK",
              "All that the app does with data and users goes through Base44's package and server.",
              "A backend with an API of its own.",
              "Replace the calls of the Base44 SDK by calls of the new backend.");
      case BASE44_ENTITIES ->
          code(
              "Base44 entities",
              "The app's rows are in Base44's database and are read and written by its entities API.",
              "Tables in PostgreSQL with the same attributes; this specification lists them.",
              "Make tables of the entities, and rules on who may see which row.");
      case BASE44_SIGN_IN ->
          code(
              "Base44 sign-in",
              "Users sign in at Base44, which keeps their passwords.",
              "Sign-in of the new backend; users choose a new password or sign in by mail.",
              "Replace the calls of Base44's sign-in.");
      case BASE44_FUNCTIONS ->
          code(
              "Base44 functions",
              "The app's functions run at Base44 and reach data by its SDK.",
              "The same Deno code beside the new database, with other calls for data.",
              "Move the functions in base44/functions to the new backend.");
      case BASE44_AI ->
          code(
              "Base44 AI (InvokeLLM, GenerateImage, ExtractDataFromUploadedFile)",
              "The app asks AI models through Base44.",
              "An account with an AI provider, called by a function of the new backend.",
              "Replace Base44's AI integrations by calls of an AI provider.");
      case BASE44_FILES ->
          code(
              "Base44 file storage (UploadFile)",
              "What users upload is kept by Base44.",
              "File storage of the new backend; files that are there already must be copied.",
              "Replace Base44's uploads by the new backend's storage.");
      case BASE44_MAIL ->
          code(
              "Base44 e-mail (SendEmail)",
              "The app sends mails through Base44.",
              "A mail service or an SMTP server of yours.",
              "Send mails through your own mail service instead of Base44's SendEmail.");
      case BASE44_INTEGRATIONS ->
          code(
              "Base44 integrations",
              "The app calls further integrations of Base44's.",
              "The service behind each, with an account and a key of yours.",
              "Replace the other Base44 integrations by the services behind them.");
      case BASE44_MEDIA ->
          code(
              "Base44 media",
              "Pictures are loaded from Base44's storage.",
              "The files themselves in the repository, or in the app's own storage.",
              "Download the pictures from Base44's storage and change their addresses.");
      case EMERGENT_AI ->
          code(
              "Emergent AI (emergentintegrations)",
              "The app asks AI models through Emergent's package with EMERGENT_LLM_KEY.",
              "The AI provider's own package, with an account and a key of yours.",
              "Replace emergentintegrations by the AI provider's own package.");
      case EMERGENT_SIGN_IN ->
          code(
              "Emergent sign-in",
              "Users sign in with Google through Emergent's address.",
              "An OAuth client of yours at Google.",
              "Replace the calls of Emergent's sign-in by your own OAuth client.");
      case EMERGENT_STORAGE ->
          code(
              "Emergent object storage",
              "Files are kept in Emergent's storage.",
              "File storage of yours (S3 or the like).",
              "Replace the calls of Emergent's storage.");
      case EMERGENT_ASSETS ->
          code(
              "Emergent assets",
              "Pictures are loaded from Emergent's storage.",
              "The files themselves in the repository.",
              "Download the pictures from Emergent's storage and change their addresses.");
      case REPLIT_SIGN_IN ->
          code(
              "Replit sign-in",
              "Users sign in with their Replit account.",
              "Another OpenID provider, or passwords.",
              "Replace Replit's sign-in by a provider of yours.");
      case REPLIT_STORAGE ->
          code(
              "Replit object storage",
              "Files are kept in Replit's storage, which is reachable from Replit only.",
              "File storage of yours (S3 or the like).",
              "Replace the calls of Replit's storage.");
      case REPLIT_CONNECTORS ->
          code(
              "Replit connectors",
              "The app gets access to other companies' services from Replit.",
              "An account and keys of yours at each service.",
              "Give the services behind Replit's connectors keys of your own.");
      case REPLIT_AI ->
          new Replacement(
              "Replit AI",
              "The app asks AI models through Replit's address and key.",
              "The AI provider's own address and a key of yours in the same variables.",
              By.OWNER,
              false,
              "Give the AI_INTEGRATIONS_… variables an AI provider's address and key.");
      case NEON_DRIVER ->
          code(
              "Neon's database driver",
              "The app talks to its database through Neon's WebSocket proxy.",
              "The driver pg, which talks to every PostgreSQL.",
              "Replace @neondatabase/serverless by pg.");
      case VERCEL_KV ->
          code(
              "Vercel KV",
              "The app keeps short-lived data in Vercel's Redis.",
              "A Redis or Valkey of yours.",
              "Replace @vercel/kv by a Redis client.");
      case VERCEL_BLOB ->
          code(
              "Vercel Blob",
              "Files are kept in Vercel's storage.",
              "File storage of yours (S3 or the like).",
              "Replace @vercel/blob, copy the files and change their addresses.");
      case VERCEL_POSTGRES ->
          code(
              "Vercel Postgres",
              "The app talks to its database by Vercel's driver.",
              "The driver pg, which talks to every PostgreSQL.",
              "Replace @vercel/postgres by pg.");
      case VERCEL_ANALYTICS ->
          new Replacement(
              "Vercel Analytics",
              "Visits are counted by Vercel.",
              "Nothing has to: it does nothing outside of Vercel.",
              By.OWNER,
              false,
              null);
      case SCRIPT ->
          new Replacement(
              "script of the builder",
              "Each page loads a script from the builder.",
              "Nothing has to: the app works without it.",
              By.OWNER,
              false,
              "Take the builder's script out of the page.");
      case ADDRESS ->
          code(
              "address at the builder",
              "The code names the address that the app, or a part of it, has at the builder.",
              "The app's new address.",
              "Replace the addresses at the builder that are written into the code.");
      case SCHEDULE ->
          code(
              "scheduled jobs that call the builder",
              "Jobs in the database call an address at the builder by the clock.",
              "The same jobs in the new database, with the app's new address.",
              "Change the addresses that the scheduled jobs call.");
    };
  }
}
