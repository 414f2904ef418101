package io.homeport.deploy.deployment;

import io.homeport.deploy.DeployConfig;
import io.homeport.objects.ObjectsLocation;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The disks that deployments write to: that of builds and stored files, and that of objects. */
@ApplicationScoped
class Disks {

  @Inject DeployConfig config;

  /** Each once, also where both are one. */
  List<Disk> free() {
    Stream<Path> objects =
        ObjectsLocation.parse(config.objects().toString())
                instanceof ObjectsLocation.Directory(Path folder)
            ? Stream.of(folder)
            : Stream.empty();
    Map<FileStore, Disk> disks = new LinkedHashMap<>();
    Stream.concat(Stream.of(config.data()), objects)
        .forEach(folder -> {
          try {
            Files.createDirectories(folder);
            FileStore disk = Files.getFileStore(folder);
            disks.putIfAbsent(
                disk, new Disk(folder.toAbsolutePath().normalize(), disk.getUsableSpace()));
          } catch (IOException e) {
            throw new UncheckedIOException("the space on the disk of " + folder, e);
          }
        });
    return List.copyOf(disks.values());
  }
}
