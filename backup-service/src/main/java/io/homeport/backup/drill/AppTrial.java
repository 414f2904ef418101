package io.homeport.backup.drill;

import io.homeport.backup.dump.Manifest;
import io.homeport.backup.postgres.Login;
import java.sql.SQLException;

/** Has the app itself started on what a drill has restored. */
@FunctionalInterface
public interface AppTrial {

  /** Where nobody starts anything. */
  AppTrial NONE = (restored, manifest) -> TriedApp.not("this installation starts none in drills");

  /**
   * Waits until it was asked, or nobody comes.
   *
   * @param restored superuser of the throwaway server; everything is compared already, so that what
   *     is written now does no harm
   */
  TriedApp on(Login restored, Manifest manifest) throws SQLException, InterruptedException;
}
