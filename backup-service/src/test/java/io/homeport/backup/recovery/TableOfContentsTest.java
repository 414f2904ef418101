package io.homeport.backup.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class TableOfContentsTest {

  private static final TableOfContents CONTENTS =
      TableOfContents.parse(
          """
          ;
          ; Archive created at 2026-11-21 03:00:00 UTC
          ;     dbname: app
          5; 2615 2200 SCHEMA - public app_owner
          2; 3079 16385 EXTENSION - pgcrypto\s
          3600; 0 0 COMMENT - EXTENSION pgcrypto\s
          215; 1259 16386 TABLE public bookings app_owner
          216; 1259 16390 TABLE public platform notes platform
          3500; 0 16386 TABLE DATA public bookings app_owner
          3470; 2606 16401 FK CONSTRAINT public bookings bookings_user_id_fkey app_owner
          3610; 0 0 ACL public TABLE bookings app_owner
          3611; 826 16500 DEFAULT ACL public DEFAULT PRIVILEGES FOR TABLES app_owner
          220; 1259 16420 MATERIALIZED VIEW public totals app_owner
          3502; 0 16420 MATERIALIZED VIEW DATA public totals app_owner
          3480; 3466 16600 EVENT TRIGGER - watch platform
          """);

  @Test
  void what_runs_a_customers_code_is_never_restored_by_a_superuser() {
    assertThat(lines(Pass.CONTENT)).containsExactly("215", "3500", "3470", "220");
    assertThat(lines(Pass.REFRESH)).containsExactly("3502");
  }

  @Test
  void schemas_extensions_and_what_a_superuser_owns_come_first() {
    assertThat(lines(Pass.FOUNDATION)).containsExactly("5", "2", "216");
  }

  @Test
  void grants_comments_and_event_triggers_come_when_everything_is_there() {
    assertThat(lines(Pass.CLOSING)).containsExactly("3600", "3610", "3611", "3480");
  }

  private static java.util.List<String> lines(Pass pass) {
    return CONTENTS.of(pass, Set.of("platform")).stream()
        .map(line -> line.substring(0, line.indexOf(';')))
        .toList();
  }
}
