package io.homeport.specs.scratch;

import io.homeport.processes.OsUser;
import java.nio.file.Path;

/**
 * How throwaway servers are started.
 *
 * @param binaries the folder with {@code initdb} and {@code postgres}
 * @param user the operating-system user they run as; never root
 * @param directory where their data is while they live; every such user must be able to enter it
 */
public record ScratchSettings(Path binaries, OsUser user, Path directory) {}
