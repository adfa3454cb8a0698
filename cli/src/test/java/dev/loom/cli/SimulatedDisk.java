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

/// Simulates a power cut for a directory: it starts with the current files, applies the operations
/// that `powercut.c` logged, and writes the files that survive.
///
/// It follows POSIX strictly: content survives if its file was synced after the write, a name if
/// its directory was synced. The initial files are durable.
final class SimulatedDisk {
  private final Path directory;
  private final Map<Long, SimulatedFile> files = new HashMap<>();
  private final Map<Path, SimulatedFile> names = new HashMap<>();
  private final Map<Path, SimulatedFile> persistedNames = new HashMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();

  /// @param file new file of the name; null if it was removed
  private record NameChange(int number, Path path, SimulatedFile file) {}

  private SimulatedDisk(Path directory) {
    this.directory = directory;
  }

  /// Creates a disk with the current files of a directory.
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

  /// Applies all operations of a log.
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
      throw new IllegalStateException("the log has an operation on an unknown file: " + inode);
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

  /// Returns whether a file has unsynced operations.
  boolean isUnsynced(Path path) {
    var file = names.get(path);
    return file != null && file.isUnsynced();
  }

  /// Persists a random part of the unsynced operations: some writes, and a prefix of the name
  /// changes, because file systems keep their order.
  void persistSome(Random random) {
    files.values().forEach(file -> file.persistSome(random));
    nameChanges.subList(0, random.nextInt(nameChanges.size() + 1)).forEach(this::persist);
  }

  /// Replaces the content of the directory by the surviving files.
  void writeSurvivors() throws IOException {
    deleteContents(directory);
    for (var name : persistedNames.entrySet()) {
      Files.createDirectories(name.getKey().getParent());
      Files.write(name.getKey(), name.getValue().content());
    }
  }

  /// Deletes everything in a directory.
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
