package dev.loom.contracts.text;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Describes errors of the file system, whose own messages often are the path alone.
public final class FileErrors {
  private FileErrors() {}

  /// Returns what is wrong, and with which file.
  public static String describe(IOException failure) {
    return switch (failure) {
      case NoSuchFileException missing -> "File not found: " + missing.getFile();
      case NotDirectoryException file -> "Not a directory: " + file.getFile();
      case FileAlreadyExistsException file -> "A file is in the way: " + file.getFile();
      case AccessDeniedException denied -> "Permission denied: " + denied.getFile();
      case FileSystemException other when other.getReason() != null ->
          other.getReason() + ": " + other.getFile();
      default -> String.valueOf(failure.getMessage());
    };
  }
}
