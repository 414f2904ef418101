package io.homeport.specs.review;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Builder;
import io.homeport.contracts.Digest;
import io.homeport.specs.document.Finding;
import io.homeport.specs.drafting.Drafter;
import io.homeport.specs.scratch.Limits;
import io.homeport.specs.scratch.Scratch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenPoliciesTest {

  @TempDir private Path tree;

  @Test
  void a_policy_that_asks_only_for_a_sign_in_lets_every_user_write_every_row() throws IOException {
    // Given
    Path migration = tree.resolve("supabase/migrations/1.sql");
    Files.createDirectories(migration.getParent());
    Files.writeString(
        migration,
        """
        create table orders (id uuid, user_id uuid);
        alter table orders enable row level security;
        create policy staff on orders for update using (auth.uid() is not null);
        create policy staff_by_role on orders for all using (auth.role() = 'authenticated');
        create policy oops on orders for delete using (auth.uid() = user_id or true);
        create policy own on orders for update using (auth.uid() = user_id);
        create policy own_when_signed_in on orders for delete using (auth.uid() is not null and auth.uid() = user_id);
        create policy seen on orders for select using (auth.uid() is not null);
        """);

    // When
    var findings =
        new Drafter(Scratch.settings(), Limits.usual())
                .draft(
                    new Drafter.Subject("app", Builder.UNKNOWN, Digest.of(new byte[0]), tree),
                    (step, message) -> {})
                .findings()
                .stream()
                .filter(each -> each.rule().equals("policy-always-true"))
                .toList();

    // Then
    assertThat(findings)
        .extracting(Finding::subject)
        .containsExactlyInAnyOrder("orders.staff", "orders.staff_by_role", "orders.oops");
    assertThat(what("orders.staff", findings)).startsWith("Every signed-in user can change");
    assertThat(what("orders.oops", findings)).startsWith("Anybody can delete");
  }

  private static String what(String subject, List<Finding> findings) {
    return findings.stream()
        .filter(each -> each.subject().equals(subject))
        .findFirst()
        .orElseThrow()
        .what();
  }
}
