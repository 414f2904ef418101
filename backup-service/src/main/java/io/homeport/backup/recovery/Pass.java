package io.homeport.backup.recovery;

import java.util.Set;

/**
 * An archive is put back in four passes, so that whatever runs a customer's code runs without a
 * superuser's rights: checks and generated columns run when rows are copied, functions in indexes
 * when indexes are built, and code that finds itself called by a superuser can take over the
 * cluster.
 */
enum Pass {
  /** As superuser: schemas and extensions, and what a superuser owns; nothing of it runs code. */
  FOUNDATION,
  /** As a role with the owners' rights and no more. */
  CONTENT,
  /** As superuser: grants, with their true grantors, comments, publications, event triggers. */
  CLOSING,
  /** As the role again: queries of materialized views, which may need the grants. */
  REFRESH;

  private static final Set<String> FOUNDATIONS =
      Set.of(
          "SCHEMA",
          "EXTENSION",
          "PROCEDURAL LANGUAGE",
          "FOREIGN DATA WRAPPER",
          "SERVER",
          "USER MAPPING",
          "ACCESS METHOD",
          "TEXT SEARCH PARSER",
          "TEXT SEARCH TEMPLATE");
  private static final Set<String> CLOSINGS =
      Set.of(
          "ACL",
          "DEFAULT ACL",
          "COMMENT",
          "SECURITY LABEL",
          "PUBLICATION",
          "PUBLICATION TABLE",
          "PUBLICATION TABLES IN SCHEMA",
          "SUBSCRIPTION",
          "EVENT TRIGGER");
  private static final Set<String> MAY_USE_CONTENT =
      Set.of("VIEW", "MATERIALIZED VIEW", "RULE", "TRIGGER", "FK CONSTRAINT", "POLICY");

  boolean asSuperuser() {
    return switch (this) {
      case FOUNDATION, CLOSING -> true;
      case CONTENT, REFRESH -> false;
    };
  }

  static Pass of(String kind, boolean ownedBySuperuser) {
    if (FOUNDATIONS.contains(kind)) {
      return FOUNDATION;
    }
    if (CLOSINGS.contains(kind)) {
      return CLOSING;
    }
    if (kind.equals("MATERIALIZED VIEW DATA")) {
      return REFRESH;
    }
    if (ownedBySuperuser) {
      return MAY_USE_CONTENT.contains(kind) ? CLOSING : FOUNDATION;
    }
    return CONTENT;
  }
}
