package dev.loom.cli;

import dev.loom.cli.WriteLog.Operation;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A directory as a disk keeps it whose power may be cut: it begins with what lies there, is told
/// what `powercut.c` wrote down, and leaves what survives.
///
/// Strictly by the standard: content survives when its file was synced after it was written, a name
/// when its directory was. Whatever lies there at the beginning has survived already.
final class SimulatedDisk {
  private final Path directory;
  private final Map<Long, SimulatedFile> files = new HashMap<>();
  private final Map<Path, SimulatedFile> names = new HashMap<>();
  private final Map<Path, SimulatedFile> persistedNames = new HashMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();

  /// @param file what the name stands for from now on; null for nothing
  private record NameChange(int number, Path path, SimulatedFile file) {}

  private SimulatedDisk(Path directory) {
    this.directory = directory;
  }

  /// The disk as it is now.
  static SimulatedDisk of(Path directory) throws IOException {
    var disk = new SimulatedDisk(directory);
    try (var all = Files.walk(directory)) {
      for (var path : all.filter(Files::isRegularFile).toList()) {
        var file = new SimulatedFile(Files.readAllBytes(path));
        disk.files.put((Long) Files.getAttribute(path, "unix:ino"), file);
        disk.names.put(path, file);
      }
    }
    disk.persistedNames.putAll(disk.names);
    return disk;
  }

  /// Tells it everything in a log.
  void apply(WriteLog log) {
    for (int number = 0; number < log.operations().size(); number++) {
      apply(number, log.operations().get(number));
    }
  }

  private void apply(int number, Operation operation) {
    switch (operation) {
      case Operation.Create create -> {
        var file = new SimulatedFile(new byte[0]);
        files.put(create.inode(), file);
        change(number, create.path(), file);
      }
      case Operation.Write write -> file(write.inode()).addPending(number, write);
      case Operation.Truncate truncate -> file(truncate.inode()).addPending(number, truncate);
      case Operation.Sync sync -> file(sync.inode()).sync(sync.before());
      case Operation.Unlink unlink -> change(number, unlink.path(), null);
      case Operation.Rename rename -> {
        var file = names.get(rename.from());
        change(number, rename.from(), null);
        change(number, rename.to(), file);
      }
      case Operation.SyncDirectory sync ->
          nameChanges.removeIf(
              change -> {
                boolean covered =
                    change.number() < sync.before()
                        && sync.directory().equals(change.path().getParent());
                if (covered) {
                  persist(change);
                }
                return covered;
              });
    }
  }

  private SimulatedFile file(long inode) {
    var file = files.get(inode);
    if (file == null) {
      throw new IllegalStateException("the log speaks of a file that nobody created: " + inode);
    }
    return file;
  }

  private void change(int number, Path path, SimulatedFile file) {
    nameChanges.add(new NameChange(number, path, file));
    set(names, path, file);
  }

  private void persist(NameChange change) {
    set(persistedNames, change.path(), change.file());
  }

  private static void set(Map<Path, SimulatedFile> map, Path path, SimulatedFile file) {
    if (file == null) {
      map.remove(path);
    } else {
      map.put(path, file);
    }
  }

  /// Whether a file was told something that is not certain to be kept.
  boolean isUnsynced(Path path) {
    var file = names.get(path);
    return file != null && file.isUnsynced();
  }

  /// Of what is not certain, keeps a random part: some writes, and some of the changes of names
  /// from the first on, for file systems keep their order.
  void persistSome(Random random) {
    files.values().forEach(file -> file.persistSome(random));
    nameChanges.subList(0, random.nextInt(nameChanges.size() + 1)).forEach(this::persist);
  }

  /// Makes the directory what survives the cut.
  void writeSurvivors() throws IOException {
    deleteContents(directory);
    for (var name : persistedNames.entrySet()) {
      Files.createDirectories(name.getKey().getParent());
      Files.write(name.getKey(), name.getValue().content());
    }
  }

  /// Removes everything in a directory.
  static void deleteContents(Path directory) throws IOException {
    Files.walkFileTree(
        directory,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failure)
              throws IOException {
            if (!each.equals(directory)) {
              Files.delete(each);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
