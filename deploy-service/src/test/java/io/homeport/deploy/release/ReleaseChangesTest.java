package io.homeport.deploy.release;

import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.AppId;
import io.homeport.contracts.Digest;
import io.homeport.contracts.EnvironmentId;
import io.homeport.contracts.ReleaseId;
import io.homeport.contracts.SpecId;
import io.homeport.deploy.release.ReleaseContent.Function;
import io.homeport.deploy.release.ReleaseContent.Schedule;
import io.homeport.deploy.variable.NamedVariables.Named;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ReleaseChangesTest {

  @Test
  void what_changed_is_said_in_words_and_listed() {
    // Given
    ReleaseContent before =
        content(
            1,
            Map.of("index.html", "one", "old.js", "x"),
            Map.of("greet", "hello"),
            List.of("1_pots.sql"),
            Map.of("REGION", "eu", "KEY", "a"),
            "0 3 * * *");
    ReleaseContent after =
        content(
            2,
            Map.of("index.html", "three", "new.js", "yy"),
            Map.of("greet", "good day"),
            List.of("1_pots.sql", "2_more.sql"),
            Map.of("REGION", "eu", "KEY", "b"),
            "0 4 * * *");

    // When
    ReleaseChanges changes = ReleaseChanges.between(before, after);

    // Then
    assertThat(changes.words())
        .containsExactly(
            "The spec is version 2 instead of 1.",
            "1 file was added: new.js.",
            "1 file was changed: index.html.",
            "1 file was removed: old.js.",
            "The files have 7 bytes instead of 4.",
            "1 function was changed: greet.",
            "1 migration was added: 2_more.sql.",
            "1 variable was changed: KEY.",
            "1 schedule was changed: tidy.");
    assertThat(changes.files().changed())
        .containsExactly(new ReleaseChanges.File("index.html", 5L, 3L));
    assertThat(changes.files().added())
        .containsExactly(new ReleaseChanges.File("new.js", 2L, null));
    assertThat(changes.files().removed())
        .containsExactly(new ReleaseChanges.File("old.js", null, 1L));
  }

  @Test
  void two_that_are_the_same_say_so() {
    ReleaseContent release =
        content(1, Map.of(), Map.of(), List.of(), Map.of("KEY", "a"), "0 3 * * *");

    assertThat(ReleaseChanges.between(release, release).words())
        .containsExactly("Nothing changed.");
  }

  private static ReleaseContent content(
      int number,
      Map<String, String> files,
      Map<String, String> functions,
      List<String> migrations,
      Map<String, String> variables,
      String schedule) {
    var byPath = new TreeMap<String, TreeListing.File>();
    files.forEach(
        (path, text) -> byPath.put(path, new TreeListing.File(digest(text), text.length())));
    var listing = new TreeListing(byPath);
    return new ReleaseContent(
        new Release(
            ReleaseId.next(),
            AppId.next(),
            number,
            SpecId.next(),
            number,
            digest("source"),
            "supabase",
            digest("manifest"),
            null,
            null,
            Instant.EPOCH),
        new ReleaseContent.Files(
            listing.fingerprint(), byPath.size(), listing.bytes(), "/index.html", byPath),
        functions.entrySet().stream()
            .map(each -> new Function(each.getKey(), digest(each.getValue()), false))
            .toList(),
        migrations,
        new ReleaseContent.Variables(
            EnvironmentId.next(),
            number,
            variables.entrySet().stream()
                .map(each -> new Named(each.getKey(), true, digest(each.getValue())))
                .toList()),
        List.of(new Schedule("tidy", schedule)));
  }

  private static Digest digest(String text) {
    return Digest.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
