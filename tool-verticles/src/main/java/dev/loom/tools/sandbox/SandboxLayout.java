package dev.loom.tools.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

/// Which directories of this machine processes in a sandbox do not see, which of the user's home
/// they see nevertheless, and what they get instead.
///
/// @param loomHome Loom's own directory
/// @param database the database, which may be elsewhere
/// @param ownPort port of the engine's server; 0 before it listens
/// @param userHome home of the user who runs the engine
/// @param searchPath directories with programs, as in the variable PATH
public record SandboxLayout(
    Path loomHome, Path database, IntSupplier ownPort, Path userHome, String searchPath) {
  private static final List<String> HIDDEN =
      List.of("/root", "/home", "/Users", "/run", "/tmp", "/var/tmp", "/media", "/mnt");

  private static final List<String> HIDDEN_FILES =
      List.of(
          "/etc/shadow",
          "/etc/shadow-",
          "/etc/gshadow",
          "/etc/gshadow-",
          "/etc/sudoers",
          "/etc/krb5.keytab",
          "/etc/ssh/ssh_host_rsa_key",
          "/etc/ssh/ssh_host_ecdsa_key",
          "/etc/ssh/ssh_host_ed25519_key");

  /// Programs below the user's home. None of these holds credentials.
  private static final List<String> PROGRAMS =
      List.of(
          ".sdkman",
          ".nvm",
          ".fnm",
          ".volta",
          ".nodenv",
          ".pyenv",
          ".rbenv",
          ".goenv",
          ".asdf",
          ".jenv",
          ".jdks",
          ".rustup",
          ".cargo/bin",
          ".cargo/env",
          ".deno/bin",
          ".bun/bin",
          ".dotnet",
          ".ghcup",
          ".cabal/bin",
          ".opam",
          ".juliaup",
          ".elan",
          ".npm-global",
          ".local/bin",
          ".local/lib",
          ".local/pipx",
          ".local/share/pipx",
          ".local/share/uv",
          ".local/share/mise",
          ".local/share/fnm",
          ".local/share/virtualenvs",
          ".local/share/pnpm/global",
          ".m2/wrapper",
          ".gradle/wrapper",
          ".gradle/jdks",
          "go/bin",
          "sdk",
          "miniconda3",
          "anaconda3",
          "flutter");

  /// Downloaded packages. Seen until a call with the network has filled a cache of the workspace.
  private static final List<String> CACHES =
      List.of(
          ".m2/repository",
          ".gradle/caches",
          ".cache/pip",
          ".cache/uv",
          ".cache/yarn",
          ".cache/pypoetry",
          ".cache/composer",
          ".cache/coursier",
          ".cache/pre-commit",
          ".cache/ms-playwright",
          ".cargo/registry",
          ".cargo/git",
          ".ivy2/cache",
          ".nuget/packages",
          ".pub-cache",
          ".hex/packages",
          ".yarn/berry/cache",
          ".local/share/pnpm/store",
          "go/pkg/mod");

  /// What stays out of sight even where the workspace is the user's home.
  private static final List<String> CREDENTIALS =
      List.of(
          ".ssh",
          ".gnupg",
          ".aws",
          ".azure",
          ".kube",
          ".docker",
          ".config",
          ".netrc",
          ".npmrc",
          ".pypirc",
          ".pgpass",
          ".my.cnf",
          ".git-credentials",
          ".m2/settings.xml",
          ".m2/settings-security.xml",
          ".gradle/gradle.properties",
          ".cargo/credentials",
          ".cargo/credentials.toml",
          ".gem/credentials",
          ".vault-token",
          ".password-store",
          ".local/share/keyrings",
          ".mozilla",
          ".thunderbird",
          ".bash_history",
          ".zsh_history",
          ".claude",
          ".codex");

  /// Sections of the user's git configuration that hold no credentials and run nothing.
  private static final List<String> GIT_SECTIONS = List.of("[user]", "[safe]", "[init]");

  /// Returns the layout of this machine.
  public static SandboxLayout of(Path loomHome, Path database, IntSupplier ownPort)
      throws IOException {
    Files.createDirectories(loomHome);
    var home = System.getenv("HOME");
    var userHome = Path.of(home == null ? System.getProperty("user.home") : home);
    var path = System.getenv("PATH");
    return new SandboxLayout(
        loomHome.toRealPath(),
        real(database.toAbsolutePath()),
        ownPort,
        real(userHome.toAbsolutePath()),
        path == null ? "" : path);
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException missing) {
      return path.normalize();
    }
  }

  /// Returns the directories that are hidden, none of them inside another.
  List<Path> hiddenDirectories() {
    var all =
        Stream.concat(
                HIDDEN.stream().map(Path::of),
                Stream.of(loomHome, userHome, Path.of("/etc/ssl/private")))
            .map(SandboxLayout::real)
            .filter(path -> Files.isDirectory(path) && path.getNameCount() > 0)
            .distinct()
            .toList();
    return all.stream()
        .filter(path -> all.stream().noneMatch(o -> path.startsWith(o) && !path.equals(o)))
        .toList();
  }

  /// Returns the files that are hidden although their directory is not.
  List<Path> hiddenFiles() {
    return Stream.concat(HIDDEN_FILES.stream().map(Path::of), ownPaths().stream())
        .filter(Files::isRegularFile)
        .toList();
  }

  /// Returns Loom's own directory and the files of its database.
  List<Path> ownPaths() {
    var own =
        Stream.of("", "-wal", "-shm")
            .map(suffix -> database.resolveSibling(database.getFileName() + suffix))
            .filter(file -> !file.startsWith(loomHome) && Files.exists(file));
    return Stream.concat(Stream.of(loomHome), own).toList();
  }

  /// Returns what of the user's home is seen, unchangeable.
  ///
  /// @param privateHome home of the workspace
  /// @param network whether the processes can download packages, so that caches must be writable
  List<Path> visibleInHome(Path privateHome, boolean network) {
    var visible = new ArrayList<Path>();
    PROGRAMS.forEach(name -> visible.add(userHome.resolve(name)));
    Arrays.stream((searchPath + ":" + System.getProperty("java.home")).split(":"))
        .map(entry -> Path.of(entry).normalize())
        .filter(entry -> entry.startsWith(userHome) && !entry.equals(userHome))
        .forEach(visible::add);
    CACHES.stream()
        .filter(name -> !network && isEmpty(privateHome.resolve(name)))
        .forEach(name -> visible.add(userHome.resolve(name)));
    return visible.stream()
        .filter(path -> Files.exists(path) && !path.startsWith(loomHome))
        .distinct()
        .toList();
  }

  private static boolean isEmpty(Path directory) {
    try (var entries = Files.list(directory)) {
      return entries.findAny().isEmpty();
    } catch (IOException missing) {
      return true;
    }
  }

  /// Returns whether a path that a user approved can be opened: it neither is, nor contains, nor is
  /// in one of Loom's own, and does not contain the user's home, whose credentials would be seen.
  boolean mayOpen(Path path, Path workspace) {
    return !userHome.startsWith(path)
        && ownPaths().stream()
            .noneMatch(
                own -> own.startsWith(path) || path.startsWith(own) && !path.startsWith(workspace));
  }

  /// Returns what is hidden inside a workspace that contains the user's home.
  List<Path> credentials() {
    return CREDENTIALS.stream().map(userHome::resolve).filter(Files::exists).toList();
  }

  /// Returns the private home of a workspace and creates it if necessary.
  ///
  /// @param name name of the directory
  Path homeOf(Path workspace, String name) throws IOException {
    var id =
        UUID.nameUUIDFromBytes(workspace.toString().getBytes(StandardCharsets.UTF_8)).toString();
    var home = loomHome.resolve("sandbox").resolve(id).resolve(name);
    if (!Files.isDirectory(home)) {
      createPrivate(home);
      writeGitConfiguration(home.resolve(".gitconfig"));
    }
    return home;
  }

  /// Links what of the user's home is seen into another home.
  void link(List<Path> visible, Path home) throws IOException {
    for (var path : visible) {
      var link = home.resolve(userHome.relativize(path));
      if (!path.startsWith(userHome) || Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        continue;
      }
      Files.createDirectories(link.getParent());
      Files.createSymbolicLink(link, path);
    }
  }

  private void writeGitConfiguration(Path file) throws IOException {
    var source = userHome.resolve(".gitconfig");
    if (!Files.isRegularFile(source)) {
      return;
    }
    var kept = new ArrayList<String>();
    boolean isKept = false;
    for (var line : Files.readAllLines(source)) {
      isKept = line.strip().startsWith("[") ? GIT_SECTIONS.contains(line.strip()) : isKept;
      if (isKept) {
        kept.add(line);
      }
    }
    Files.write(file, kept);
  }

  /// Returns the directory for temporary files of a task and creates it if necessary.
  Path temporaryOf(String task) throws IOException {
    return createPrivate(temporaryRoot().resolve(directoryName(task)));
  }

  private static String directoryName(String task) {
    return task.replaceAll("[^A-Za-z0-9-]", "_");
  }

  private Path temporaryRoot() {
    return loomHome.resolve("sandbox").resolve("tmp");
  }

  private static Path createPrivate(Path directory) throws IOException {
    return Files.createDirectories(
        directory,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /// Deletes the temporary files of a task that has ended.
  ///
  /// @return the directory of these files
  public Path deleteTemporaryOf(String task) throws IOException {
    var directory = temporaryRoot().resolve(directoryName(task));
    delete(directory);
    return directory;
  }

  /// Deletes the temporary files of earlier engines.
  public void deleteTemporary() throws IOException {
    delete(temporaryRoot());
  }

  private static void delete(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (var entries = Files.walk(directory)) {
      for (var path : entries.sorted((a, b) -> b.getNameCount() - a.getNameCount()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
