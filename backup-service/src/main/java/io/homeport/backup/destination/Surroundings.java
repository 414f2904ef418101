package io.homeport.backup.destination;

import io.homeport.backup.postgres.Login;
import io.homeport.objects.ObjectsLocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds out where destinations and the apps' databases are.
 *
 * @param databases the cluster of the apps' databases
 */
public record Surroundings(Login databases) {

  /** How far apart a place and the apps' databases are, as far as it can be told now. */
  public Separation of(ObjectsLocation location) {
    Separation.Host server = host(databases.host());
    return switch (location) {
      case ObjectsLocation.Directory(Path folder) ->
          Separation.ofFolder(Disk.of(folder), server, data(server));
      case ObjectsLocation.Bucket bucket -> Separation.ofStore(endpoint(bucket.endpoint()), server);
      case ObjectsLocation.Sftp sftp -> Separation.ofStore(host(sftp.host()), server);
    };
  }

  /** Whether one broken disk takes what is in both places. */
  static boolean onOneDisk(ObjectsLocation one, ObjectsLocation other) {
    if (one instanceof ObjectsLocation.Directory(Path folder)
        && other instanceof ObjectsLocation.Directory(Path second)) {
      Optional<Disk> disk = Disk.of(folder);
      Optional<Disk> otherDisk = Disk.of(second);
      return disk.isPresent() && otherDisk.isPresent() && disk.get().isSame(otherDisk.get());
    }
    return false;
  }

  /** Without an endpoint it is Amazon's own. */
  private static Separation.Host endpoint(@Nullable URI endpoint) {
    return endpoint == null ? Separation.Host.ELSEWHERE : host(endpoint.getHost());
  }

  /** A name without a dot is one of a network of containers, which tells nothing of machines. */
  private static Separation.Host host(String name) {
    try {
      InetAddress address = InetAddress.getByName(name);
      if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
        return Separation.Host.HERE;
      }
    } catch (IOException e) {
      return Separation.Host.UNKNOWN;
    }
    return name.contains(".") || name.contains(":")
        ? Separation.Host.ELSEWHERE
        : Separation.Host.UNKNOWN;
  }

  private Optional<Disk> data(Separation.Host server) {
    if (server != Separation.Host.HERE) {
      return Optional.empty();
    }
    try (var connection = databases.open("postgres");
        var statement = connection.createStatement();
        var rows = statement.executeQuery("show data_directory")) {
      rows.next();
      return Disk.of(Path.of(rows.getString(1)));
    } catch (SQLException e) {
      return Optional.empty();
    }
  }
}
