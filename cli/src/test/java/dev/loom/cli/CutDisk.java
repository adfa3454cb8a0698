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
final class CutDisk {
  private final Path directory;
  private final Map<Long, CutFile> files = new HashMap<>();
  private final Map<Path, CutFile> names = new HashMap<>();
  private final Map<Path, CutFile> keptNames = new HashMap<>();
  private final List<NameChange> nameChanges = new ArrayList<>();

  /// @param file what the name stands for from now on; null for nothing
  private record NameChange(int number, Path path, CutFile file) {}

  private CutDisk(Path directory) {
    this.directory = directory;
  }

  /// The disk as it is now.
  static CutDisk of(Path directory) throws IOException {
    var disk = new CutDisk(directory);
    try (var all = Files.walk(directory)) {
      for (var path : all.filter(Files::isRegularFile).toList()) {
        var file = new CutFile(Files.readAllBytes(path));
        disk.files.put((Long) Files.getAttribute(path, "unix:ino"), file);
        disk.names.put(path, file);
      }
    }
    disk.keptNames.putAll(disk.names);
    return disk;
  }

  /// Tells it everything in a log.
  void tell(WriteLog log) {
    for (int number = 0; number < log.operations().size(); number++) {
      tell(number, log.operations().get(number));
    }
  }

  private void tell(int number, Operation operation) {
    switch (operation) {
      case Operation.Create create -> {
        var file = new CutFile(new byte[0]);
        files.put(create.inode(), file);
        change(number, create.path(), file);
      }
      case Operation.Write write -> file(write.inode()).tell(number, write);
      case Operation.Truncate truncate -> file(truncate.inode()).tell(number, truncate);
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
                  keep(change);
                }
                return covered;
              });
    }
  }

  private CutFile file(long inode) {
    var file = files.get(inode);
    if (file == null) {
      throw new IllegalStateException("the log speaks of a file that nobody created: " + inode);
    }
    return file;
  }

  private void change(int number, Path path, CutFile file) {
    nameChanges.add(new NameChange(number, path, file));
    set(names, path, file);
  }

  private void keep(NameChange change) {
    set(keptNames, change.path(), change.file());
  }

  private static void set(Map<Path, CutFile> map, Path path, CutFile file) {
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
  void keepSome(Random random) {
    files.values().forEach(file -> file.keepSome(random));
    nameChanges.subList(0, random.nextInt(nameChanges.size() + 1)).forEach(this::keep);
  }

  /// Makes the directory what survives the cut.
  void leave() throws IOException {
    clear(directory);
    for (var name : keptNames.entrySet()) {
      Files.createDirectories(name.getKey().getParent());
      Files.write(name.getKey(), name.getValue().content());
    }
  }

  /// Removes everything in a directory.
  static void clear(Path directory) throws IOException {
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
