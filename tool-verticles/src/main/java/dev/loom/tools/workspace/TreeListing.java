package dev.loom.tools.workspace;

import dev.loom.api.tool.Workspace;
import dev.loom.api.tool.Workspace.Entry;
import dev.loom.api.tool.Workspace.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// Renders a directory as a tree: directories first and with a `/`, two spaces per level.
public final class TreeListing {
  private static final int DEPTH_MAX = 2;

  private final Workspace workspace;
  private final int linesMax;
  private final List<String> lines = new ArrayList<>();
  private int files;
  private int directories;
  private int links;
  private final Set<String> hidden = new TreeSet<>();
  private int omitted;

  /// A rendered directory.
  ///
  /// @param text one entry per line, or `(empty directory)`
  /// @param files number of files shown
  /// @param directories number of directories shown
  /// @param links number of links shown; they are not followed
  /// @param hidden names of the directories that listings leave out
  /// @param omitted number of entries that were not shown because there are too many
  public record Listing(
      String text, int files, int directories, int links, Set<String> hidden, int omitted) {}

  private TreeListing(Workspace workspace, int linesMax) {
    this.workspace = workspace;
    this.linesMax = linesMax;
  }

  /// Renders two levels of a directory.
  ///
  /// @param linesMax maximum number of entries; further ones are only counted
  public static Listing render(Workspace workspace, String directory, int linesMax)
      throws IOException {
    var listing = new TreeListing(workspace, linesMax);
    listing.add(directory, 1);
    if (listing.omitted > 0) {
      listing.lines.add("... (" + listing.omitted + " more entries)");
    }
    var text = listing.lines.isEmpty() ? "(empty directory)" : String.join("\n", listing.lines);
    return new Listing(
        text, listing.files, listing.directories, listing.links, listing.hidden, listing.omitted);
  }

  private void add(String directory, int depth) throws IOException {
    for (var entry : workspace.list(directory)) {
      if (IgnoredDirectories.isHidden(entry)) {
        hidden.add(entry.name());
        continue;
      }
      if (lines.size() == linesMax) {
        omitted++;
        continue;
      }
      lines.add("  ".repeat(depth - 1) + format(entry));
      files += entry.kind() == Kind.FILE ? 1 : 0;
      links += entry.kind() == Kind.LINK ? 1 : 0;
      directories += entry.kind() == Kind.DIRECTORY ? 1 : 0;
      if (entry.kind() == Kind.DIRECTORY && depth < DEPTH_MAX) {
        addChildren(entry, depth + 1);
      }
    }
  }

  private void addChildren(Entry directory, int depth) {
    try {
      add(directory.path(), depth);
    } catch (IOException ignored) {
      lines.add("  ".repeat(depth - 1) + "(cannot be read)");
    }
  }

  private static String format(Entry entry) {
    return switch (entry.kind()) {
      case DIRECTORY -> entry.name() + "/";
      case FILE -> entry.name();
      case LINK -> entry.name() + " (link)";
      case OTHER -> entry.name() + " (not a regular file)";
      case MISSING -> entry.name() + " (gone)";
    };
  }
}
