package io.homeport.specs.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Base44CallsTest {

  @TempDir private Path folder;

  @Test
  void operations_on_entities_are_found_with_what_they_filter_by_and_write() {
    var facts =
        new HandMade(folder)
            .with(
                "src/a.jsx",
                """
                import { base44 } from "@/api/base44Client";
                base44.entities.Order.list("-created_date", 20);
                base44.entities.Order.list();
                base44.entities.Order.filter({ customer_email: me, total: { $gte: 3 }, $or: [] });
                base44.entities.Order.create({ total: 3, paid: false });
                base44.entities.Order.update(id, { paid: true });
                for (const each of all) { await base44.asServiceRole.entities.Order.delete(each.id); }
                base44.entities.Order.subscribe(show);
                """)
            .read();

    assertThat(facts.tables())
        .extracting("name", "operations", "filters", "keys", "bounded", "repeated")
        .containsExactly(
            tuple("Order", List.of("select"), List.of(), List.of(), true, false),
            tuple("Order", List.of("select"), List.of(), List.of(), false, false),
            tuple(
                "Order",
                List.of("select"),
                List.of("customer_email", "total"),
                List.of(),
                true,
                false),
            tuple("Order", List.of("insert"), List.of(), List.of("total", "paid"), true, false),
            tuple("Order", List.of("update"), List.of(), List.of("paid"), true, false),
            tuple("Order", List.of("delete"), List.of(), List.of(), true, true));
    assertThat(facts.hints().get("Order"))
        .containsEntry("total", "number")
        .containsEntry("paid", "boolean");
    assertThat(facts.serviceRoles()).extracting(each -> each.place().line()).containsExactly(7);
    assertThat(facts.channels()).extracting("tables").containsExactly(List.of("Order"));
  }

  @Test
  void entities_that_older_exports_import_are_known_and_other_objects_are_none() {
    var facts =
        new HandMade(folder)
            .with(
                "src/a.jsx",
                """
                import { Order } from "@/api/entities";
                import { Chart } from "./chart";
                Order.filter({ open: true });
                Chart.filter({ open: true });
                cache.entities.list.get("x");
                """)
            .read();

    assertThat(facts.tables()).extracting("name").containsExactly("Order");
  }

  @Test
  void integrations_and_sign_in_are_found_and_what_follows_them_is_none() {
    var facts =
        new HandMade(folder)
            .with(
                "src/a.jsx",
                """
                await base44.integrations.Core.InvokeLLM({ prompt }).catch(() => null);
                await base44.asServiceRole.integrations.Core.SendEmail({ to });
                await base44.auth.me();
                base44.auth.loginWithProvider("google");
                other.auth.me();
                """)
            .read();

    assertThat(facts.integrations()).extracting("name").containsExactly("InvokeLLM", "SendEmail");
    assertThat(facts.authentication())
        .extracting("method", "provider")
        .containsExactly(tuple("base44.me", null), tuple("base44.loginWithProvider", "google"));
  }
}
