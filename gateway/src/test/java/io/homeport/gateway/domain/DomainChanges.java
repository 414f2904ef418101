package io.homeport.gateway.domain;

import io.homeport.contracts.events.DomainChanged;

/** Changes domains as the feed does. */
public final class DomainChanges {

  public static void to(Domains domains, DomainChanged event) {
    domains.note(event);
    domains.settle();
  }

  private DomainChanges() {}
}
