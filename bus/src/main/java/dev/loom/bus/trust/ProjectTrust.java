package dev.loom.bus.trust;

import dev.loom.bus.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Remembers which project folders the user trusts, each with a hash of what Loom would use of it:
/// `loom.toml`, `.loom/processes` and `loom-processes`. Any change of these ends the trust. Stored
/// in `trusted.json` of Loom's home. Methods block.
public final class ProjectTrust {
  private static final String FILE = "trusted.json";
  private static final List<String> PARTS =
      List.of("loom.toml", ".loom/processes", "loom-processes");
  private static final int FILES_MAX = 500;
  private static final int DEPTH_MAX = 8;
  private static final long BYTES_MAX = 8 * 1024 * 1024;

  private final Path store;

  /// @param home Loom's home
  public ProjectTrust(Path home) {
    this.store = home.resolve(FILE);
  }

  /// Returns whether the user trusts a folder with its present content, or Loom would use nothing
  /// of it.
  public boolean isTrusted(Path folder) {
    try {
      var files = files(folder);
      return files.isEmpty() || hash(folder, files).equals(read().get(name(folder)));
    } catch (IOException | UncheckedIOException ignored) {
      return false;
    }
  }

  /// Returns what Loom would use of a folder, by relative path.
  ///
  /// @throws IOException if it cannot be read, is too large or contains a link
  public static List<Path> files(Path folder) throws IOException {
    var found = new ArrayList<Path>();
    for (var part : PARTS) {
      var root = folder.resolve(part);
      if (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
        try (var entries = Files.walk(root, DEPTH_MAX)) {
          entries.limit(FILES_MAX + 1L).forEach(found::add);
        }
      }
    }
    if (found.size() > FILES_MAX) {
      throw new IOException(folder + " has too many process definitions");
    }
    found.removeIf(entry -> Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
    long bytes = 0;
    for (var file : found) {
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(file + " is no regular file");
      }
      bytes += Files.size(file);
    }
    if (bytes > BYTES_MAX) {
      throw new IOException(folder + " has too large process definitions");
    }
    return found.stream().map(folder::relativize).sorted().toList();
  }

  /// Trusts a folder with its present content.
  ///
  /// @throws IOException if it cannot be read as [#files] does, or the trust cannot be stored
  public void trust(Path folder) throws IOException {
    var trusted = read();
    trusted.put(name(folder), hash(folder, files(folder)));
    write(trusted);
  }

  /// Ends the trust in a folder, which need not exist any more.
  ///
  /// @return whether it was trusted
  public boolean revoke(Path folder) throws IOException {
    var trusted = read();
    var removed = trusted.remove(name(folder)) != null;
    if (removed) {
      write(trusted);
    }
    return removed;
  }

  /// Lists the folders that were trusted, also those that have changed since.
  public List<Path> list() throws IOException {
    return read().keySet().stream().map(Path::of).toList();
  }

  private static String name(Path folder) {
    try {
      return folder.toRealPath().toString();
    } catch (IOException ignored) {
      return folder.toAbsolutePath().normalize().toString();
    }
  }

  private static String hash(Path folder, List<Path> files) throws IOException {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      for (var file : files) {
        var content = Files.readAllBytes(folder.resolve(file));
        var head = file + "\0" + content.length + "\0";
        digest.update(head.getBytes(StandardCharsets.UTF_8));
        digest.update(content);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Map<String, String> read() throws IOException {
    var trusted = new TreeMap<String, String>();
    try {
      Json.parse(Files.readString(store))
          .properties()
          .forEach(entry -> trusted.put(entry.getKey(), entry.getValue().asText()));
    } catch (NoSuchFileException ignored) {
      // Nothing is trusted yet.
    } catch (IllegalArgumentException damaged) {
      throw new IOException(store + " is damaged; delete it", damaged);
    }
    return trusted;
  }

  private void write(Map<String, String> trusted) throws IOException {
    var temporary =
        Files.createTempFile(
            store.getParent(),
            FILE,
            ".new",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(temporary, Json.write(trusted));
    Files.move(temporary, store, StandardCopyOption.ATOMIC_MOVE);
  }
}
