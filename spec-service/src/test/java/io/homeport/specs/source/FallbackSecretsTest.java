package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FallbackSecretsTest {

  @TempDir private Path folder;

  @Test
  void secrets_with_a_value_in_the_code_are_found_and_never_kept() {
    var facts =
        new HandMade(folder)
            .with(
                "a.ts",
                """
                const one = process.env.JWT_SECRET || "swordfish-1";
                const two = process.env.SESSION_SECRET ?? "swordfish-2";
                const TOKEN_SECRET = "swordfish-3";
                const three = process.env.JWT_SECRET || "";
                const four = process.env.SITE_NAME || "swordfish-4";
                const five = process.env.AUTH_SECRET!;
                """)
            .with(
                "b.py",
                """
                A = os.environ.get("PY_SECRET", "swordfish-5")
                B = os.getenv("ADMIN_PASSWORD") or "swordfish-6"
                SECRET_KEY = "swordfish-7"
                C = os.environ.get("PORT", "swordfish-8")
                D = os.environ["OTHER_SECRET"]
                """)
            .read();

    assertThat(facts.fallbacks())
        .extracting(Uses.Fallback::variable)
        .containsExactly(
            "JWT_SECRET",
            "SESSION_SECRET",
            "TOKEN_SECRET",
            "PY_SECRET",
            "ADMIN_PASSWORD",
            "SECRET_KEY");
    assertThat(facts.toString()).doesNotContain("swordfish");
  }
}
