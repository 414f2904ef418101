package io.homeport.gateway.route;

import static io.homeport.gateway.route.Events.HOST;
import static io.homeport.gateway.route.Events.release;
import static io.homeport.gateway.route.Events.route;
import static org.assertj.core.api.Assertions.assertThat;

import io.homeport.contracts.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoutesTest {

  private static final Digest SITE = Digest.of("site".getBytes(StandardCharsets.UTF_8));
  private static final Digest OTHER = Digest.of("other".getBytes(StandardCharsets.UTF_8));

  private final Set<Digest> missing = new HashSet<>();
  private final Routes routes =
      new Routes(digest -> {
        if (missing.contains(digest)) {
          throw new IOException("no such object");
        }
        return SiteManifest.read("{\"files\":{}}".getBytes(StandardCharsets.UTF_8));
      });

  @Test
  void a_change_is_seen_once_it_is_settled() {
    // When
    routes.note(route(1, SITE, 0));
    // Then
    assertThat(routes.of(HOST)).isEmpty();
    // When
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(1));
    assertThat(routes.switches()).isEqualTo(1);
  }

  @Test
  void a_change_decided_earlier_never_overwrites_a_later_one() {
    // Given
    routes.note(route(2, SITE, 10));
    routes.settle();
    // When
    routes.note(route(1, SITE, 5));
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(2));
    assertThat(routes.stale()).isEqualTo(1);
  }

  @Test
  void of_two_changes_decided_at_once_the_one_later_on_the_topic_counts() {
    routes.note(route(1, SITE, 0));
    routes.note(route(2, SITE, 0));
    routes.settle();
    assertThat(routes.of(HOST)).map(Route::release).contains(release(2));
  }

  @Test
  void going_back_to_an_earlier_release_is_a_switch_like_any_other() {
    routes.note(route(1, SITE, 0));
    routes.settle();
    routes.note(route(2, OTHER, 1));
    routes.settle();
    routes.note(route(1, SITE, 2));
    routes.settle();
    assertThat(routes.of(HOST)).map(Route::release).contains(release(1));
    assertThat(routes.switches()).isEqualTo(3);
  }

  @Test
  void a_tombstone_closes_the_host_and_an_old_change_does_not_reopen_it() {
    // Given
    routes.note(route(1, SITE, 0));
    routes.settle();
    // When
    routes.close(HOST);
    routes.note(route(1, SITE, 0));
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).isEmpty();
    // When
    routes.note(route(2, SITE, 60));
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(2));
  }

  @Test
  void while_the_new_site_cannot_be_read_the_release_before_keeps_serving() {
    // Given
    routes.note(route(1, SITE, 0));
    routes.settle();
    missing.add(OTHER);
    // When
    routes.note(route(2, OTHER, 1));
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(1));
    assertThat(routes.waiting()).isEqualTo(1);
    // When
    missing.clear();
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::release).contains(release(2));
    assertThat(routes.waiting()).isZero();
  }

  @Test
  void a_first_release_whose_site_cannot_be_read_is_known_to_be_missing() {
    // Given
    missing.add(SITE);
    // When
    routes.note(route(1, SITE, 0));
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::site).containsInstanceOf(Site.Missing.class);
    // When
    missing.clear();
    routes.settle();
    // Then
    assertThat(routes.of(HOST)).map(Route::site).containsInstanceOf(Site.Loaded.class);
  }

  @Test
  void a_change_that_waits_is_forgotten_when_its_host_is_closed() {
    missing.add(SITE);
    routes.note(route(1, SITE, 0));
    routes.settle();
    routes.close(HOST);
    missing.clear();
    routes.settle();
    assertThat(routes.of(HOST)).isEmpty();
    assertThat(routes.waiting()).isZero();
  }
}
