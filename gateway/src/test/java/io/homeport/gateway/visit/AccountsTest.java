package io.homeport.gateway.visit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccountsTest {

  @Test
  void who_changes_addresses_within_a_network_of_ipv6_stays_the_same_caller() {
    assertThat(Accounts.network("2001:db8:1:2::1"))
        .isEqualTo(Accounts.network("2001:db8:1:2:ffff:ffff:ffff:ffff"))
        .isNotEqualTo(Accounts.network("2001:db8:1:3::1"));
    assertThat(Accounts.network("192.0.2.1")).isNotEqualTo(Accounts.network("192.0.2.2"));
    assertThat(Accounts.network("::ffff:192.0.2.1"))
        .isNotEqualTo(Accounts.network("::ffff:192.0.2.2"));
  }
}
