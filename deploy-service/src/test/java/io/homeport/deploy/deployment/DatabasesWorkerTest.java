package io.homeport.deploy.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DatabasesWorkerTest {

  @Test
  void a_failed_statement_is_shown_without_its_literals() {
    assertThat(DatabasesWorker.withoutLiterals("select vault.create_secret('sk_live', 'it''s', x)"))
        .isEqualTo("select vault.create_secret('…', '…', x)");
    assertThat(DatabasesWorker.withoutLiterals("do $body$ secret $body$ language plpgsql"))
        .isEqualTo("do $$…$$ language plpgsql");
  }

  @Test
  void a_literal_that_a_cut_left_open_is_hidden_too() {
    assertThat(DatabasesWorker.withoutLiterals("insert into t values ('sk_li"))
        .isEqualTo("insert into t values ('…'");
  }
}
