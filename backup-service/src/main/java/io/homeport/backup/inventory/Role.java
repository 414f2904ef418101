package io.homeport.backup.inventory;

import java.util.List;

/**
 * A role that the database depends on. Roles belong to the cluster and are in no dump; a stand-in
 * of the same name, which cannot log in, takes its place where it is missing.
 *
 * @param owner whether it owns something in the database, or the database
 * @param memberOf the roles it is a member of
 */
public record Role(
    String name,
    boolean owner,
    boolean superuser,
    boolean inherit,
    boolean bypassRls,
    List<String> memberOf) {

  public Role {
    memberOf = List.copyOf(memberOf);
  }
}
