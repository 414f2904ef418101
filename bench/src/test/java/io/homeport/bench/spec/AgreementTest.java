package io.homeport.bench.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgreementTest {

  @Test
  void what_is_missing_lowers_the_recall_and_what_is_wrong_the_precision() {
    // When
    var agreement = Agreement.between(Set.of("a", "b", "c", "d"), Set.of("b", "c", "x"));

    // Then
    assertThat(agreement.missing()).containsExactlyInAnyOrder("a", "d");
    assertThat(agreement.wrong()).containsExactly("x");
    assertThat(agreement.recallPercent()).isEqualTo(50);
    assertThat(agreement.precisionPercent()).isCloseTo(66.67, within(0.01));
  }

  @Test
  void exports_count_by_their_facts() {
    // Given
    var large = Agreement.between(Set.of("a", "b", "c"), Set.of("a", "b", "c"));
    var small = Agreement.between(Set.of("d"), Set.of());

    // When
    var both = Agreement.of(List.of(large, small));

    // Then
    assertThat(both.recallPercent()).isEqualTo(75);
    assertThat(both.precisionPercent()).isEqualTo(100);
  }

  @Test
  void who_says_nothing_of_nothing_is_right() {
    var agreement = Agreement.between(Set.of(), Set.of());

    assertThat(agreement.recallPercent()).isEqualTo(100);
    assertThat(agreement.precisionPercent()).isEqualTo(100);
  }
}
