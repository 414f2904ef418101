package io.homeport.specs.planning;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.CanonicalJson;
import io.homeport.specs.document.Evidence;
import io.homeport.specs.document.MigrationPlan;
import io.homeport.specs.document.MigrationPlan.BuilderService;
import io.homeport.specs.document.MigrationPlan.By;
import io.homeport.specs.document.MigrationPlan.Phase;
import io.homeport.specs.document.MigrationPlan.Provision;
import io.homeport.specs.document.MigrationPlan.Risk;
import io.homeport.specs.document.MigrationPlan.Sight;
import io.homeport.specs.document.MigrationPlan.Step;
import io.homeport.specs.document.SampleSpec;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlannerTest {

  @TempDir Path tree;

  @Test
  void what_lovable_runs_is_found_in_strings_and_not_in_comments() throws IOException {
    var plan =
        plan(
            Builder.LOVABLE,
            Map.of(
                "src/ai.ts",
                "// https://ai.gateway.lovable.dev is not used here\nexport const a = 1;\n",
                "supabase/functions/tell/index.ts",
                "const url = \"https://ai.gateway.lovable.dev/v1/chat/completions\";\nfetch(url);\n",
                "supabase/functions/auth-email-hook/index.ts",
                "// x-lovable-signature\nimport { sendLovableEmail } from \"npm:@lovable.dev/email-js\";\nDeno.serve(() => sendLovableEmail());\n",
                "src/login.ts",
                "import { lovable } from \"@lovable.dev/cloud-auth-js\";\nlovable.auth.signInWithOAuth(\"google\", { redirect_uri: \"/~oauth/x\" });\n",
                "src/assets/vase.png.asset.json",
                "{\"url\": \"/__l5e/assets-v1/1/vase.png\"}",
                "supabase/migrations/20250101000000_a.sql",
                "select cron.schedule('q', '* * * * *', $$select net.http_post('https://project--1.lovable.app/api/public/hooks/q')$$);"));

    assertThat(plan.services())
        .extracting(BuilderService::id)
        .containsExactly(
            "lovable-ai",
            "lovable-sign-in",
            "lovable-mail",
            "lovable-auth-mail",
            "lovable-assets",
            "schedule");
    assertThat(service(plan, "lovable-ai").evidence())
        .extracting(Evidence::toString)
        .containsExactly("supabase/functions/tell/index.ts:1");
    assertThat(service(plan, "lovable-ai").codeChange()).isTrue();
    assertThat(plan.provisions())
        .extracting(Provision::id)
        .contains("account-ai", "account-mail", "files-lovable-assets", "sign-in-google");
    assertThat(step(plan, "redirect-addresses").after()).containsExactly("sign-in-clients");
    assertThat(step(plan, "pause-schedules").by()).isEqualTo(By.OWNER);
  }

  @Test
  void an_app_on_base44_must_be_rebuilt_and_its_passwords_stay_behind() throws IOException {
    var plan =
        plan(
            Builder.BASE44,
            Map.of(
                "base44/entities/Kiln.jsonc",
                "{\"name\": \"Kiln\", \"type\": \"object\", \"properties\": {\"size\": {\"type\": \"number\"}}}",
                "src/api/base44Client.js",
                "import { createClient } from \"@base44/sdk\";\nexport const base44 = createClient({});\n",
                "src/page.js",
                """
                import { base44 } from "./api/base44Client";
                base44.entities.Kiln.list();
                base44.integrations.Core.InvokeLLM({});
                base44.integrations.Core.UploadFile({});
                base44.integrations.Core.SendEmail({});
                base44.auth.redirectToLogin();
                export const logo = "https://media.base44.com/images/vase.png";
                """));

    assertThat(plan.services())
        .extracting(BuilderService::id)
        .contains(
            "base44-sdk",
            "base44-entities",
            "base44-ai",
            "base44-files",
            "base44-mail",
            "base44-media");
    assertThat(plan.services()).allMatch(BuilderService::codeChange);
    assertThat(plan.provisions())
        .extracting(Provision::id)
        .contains("data-base44", "files-base44-media", "account-ai");
    assertThat(plan.risks()).extracting(Risk::id).contains("runtime", "files-not-exported");
    assertThat(step(plan, "try-deploy").by()).isEqualTo(By.OWNER);
    assertThat(step(plan, "try-deploy").after()).contains("replace-base44-entities");
    assertThat(step(plan, "try-deploy").seenBy()).isNull();
  }

  @Test
  void emergents_key_and_package_are_one_service() throws IOException {
    var plan =
        plan(
            Builder.EMERGENT,
            Map.of(
                "backend/requirements.txt",
                "fastapi==0.110.1\nmotor==3.3.1\n",
                "backend/server.py",
                """
                import os
                from emergentintegrations.llm.chat import LlmChat
                # customer-assets.emergentagent.com is not used
                chat = LlmChat(api_key=os.environ["EMERGENT_LLM_KEY"])
                """));

    assertThat(plan.services()).extracting(BuilderService::id).containsExactly("emergent-ai");
    assertThat(service(plan, "emergent-ai").places()).isEqualTo(2);
    assertThat(plan.provisions())
        .extracting(Provision::id)
        .contains("account-ai")
        .doesNotContain("secret-EMERGENT_LLM_KEY");
  }

  @Test
  void what_replit_and_vercel_run_is_found() throws IOException {
    var plan =
        plan(
            Builder.REPLIT,
            Map.of(
                "package.json",
                "{\"dependencies\": {\"express\": \"4\"}}",
                "server/auth.ts",
                "export const issuer = process.env.ISSUER_URL ?? \"https://replit.com/oidc\";\nexport const id = process.env.REPL_ID;\n",
                "server/db.ts",
                "import { Pool } from '@neondatabase/serverless';\nexport const pool = new Pool();\n",
                "server/files.ts",
                "const sidecar = \"http://127.0.0.1:1106\";\nfetch(sidecar);\n",
                "server/kv.ts",
                "import { kv } from \"@vercel/kv\";\nimport { put } from \"@vercel/blob\";\nimport { sql } from \"@vercel/postgres\";\nkv; put; sql;\n"));

    assertThat(plan.services())
        .extracting(BuilderService::id)
        .containsExactly(
            "replit-sign-in",
            "replit-storage",
            "neon-driver",
            "vercel-kv",
            "vercel-blob",
            "vercel-postgres");
    assertThat(plan.risks()).extracting(Risk::id).contains("users-replit-sign-in");
    assertThat(plan.provisions()).extracting(Provision::id).contains("sign-in-replit");
  }

  @Test
  void a_page_without_anything_needs_few_steps() throws IOException {
    var plan = plan(Builder.UNKNOWN, Map.of("index.html", "<p>hello"));

    assertThat(plan.services()).isEmpty();
    assertThat(plan.provisions()).isEmpty();
    assertThat(plan.steps())
        .extracting(Step::id)
        .doesNotContain(
            "export-data", "stop-writing", "pause-schedules", "prove-backup", "try-users")
        .contains("approve-spec", "try-deploy", "switch", "close-old");
  }

  @Test
  void the_samples_plan_goes_from_reading_to_closing() {
    var plan = SampleSpec.kiln().plan();

    assertThat(plan.services()).extracting(BuilderService::id).contains("project");
    assertThat(plan.services())
        .filteredOn(each -> each.id().equals("project"))
        .noneMatch(BuilderService::codeChange);
    assertThat(plan.steps().getFirst().id()).isEqualTo("approve-spec");
    assertThat(plan.steps().getLast().id()).isEqualTo("close-old");
    assertThat(step(plan, "approve-spec").seenBy()).isEqualTo(Sight.SPEC_APPROVED);
    assertThat(step(plan, "try-deploy").seenBy()).isEqualTo(Sight.LIVE);
    assertThat(step(plan, "go-live").seenBy()).isEqualTo(Sight.LIVE_IN_PRODUCTION);
    assertThat(step(plan, "prove-backup").seenBy()).isEqualTo(Sight.BACKUP_VERIFIED);
    assertThat(step(plan, "switch").phase()).isEqualTo(Phase.CUT_OVER);
    assertThat(step(plan, "repoint-webhooks").what()).contains("payment-webhook");
    assertThat(plan.risks()).extracting(Risk::id).contains("errors", "sessions");
  }

  @Test
  void a_step_comes_after_all_that_it_waits_for() {
    var plan = SampleSpec.kiln().plan();
    var before = new HashSet<String>();

    for (var step : plan.steps()) {
      assertThat(before).as(step.id()).containsAll(step.after());
      assertThat(before.add(step.id())).as(step.id()).isTrue();
    }
    assertThat(plan.steps()).extracting(Step::phase).isSorted();
  }

  @Test
  void a_document_from_before_there_were_plans_is_read() {
    var old = SampleSpec.with(json -> json.remove("plan"));

    assertThat(old.plan()).isEqualTo(MigrationPlan.none());
    assertThat(CanonicalJson.read(CanonicalJson.write(old))).isEqualTo(old);
  }

  private MigrationPlan plan(Builder builder, Map<String, String> files) throws IOException {
    for (var file : files.entrySet()) {
      Path path = tree.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    var subject = new Drafter.Subject("app", builder, Digest.of(new byte[0]), tree);
    return new Drafter(Scratch.settings(), Limits.usual())
        .draft(subject, (step, message) -> {})
        .plan();
  }

  private static BuilderService service(MigrationPlan plan, String id) {
    return plan.services().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }

  private static Step step(MigrationPlan plan, String id) {
    return plan.steps().stream().filter(each -> each.id().equals(id)).findFirst().orElseThrow();
  }
}
