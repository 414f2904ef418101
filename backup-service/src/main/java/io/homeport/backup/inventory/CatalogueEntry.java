package io.homeport.backup.inventory;

/**
 * One thing that a database has beside its rows.
 *
 * @param kind such as {@code policy}
 * @param name such as {@code bookings_select on public.bookings}; unique within its kind
 * @param definition all that it is, without OIDs
 */
public record CatalogueEntry(String kind, String name, String definition) {

  /** Kind and name: how people call it. */
  public String title() {
    return kind + " " + name;
  }
}
