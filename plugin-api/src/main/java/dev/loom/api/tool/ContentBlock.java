package dev.loom.api.tool;

import java.util.Objects;

/// Part of a tool result besides its text.
///
/// New kinds may be added, so a `switch` outside the engine needs a `default`.
public sealed interface ContentBlock {
  /// Maximum length of the data of an image in characters (about 3 MiB of image).
  int IMAGE_CHARS_MAX = 4 * 1024 * 1024;

  /// Returns the length in characters, for the limit of a result.
  default int chars() {
    return switch (this) {
      case Text block -> block.text().length();
      case Image block -> block.data().length();
      case ResourceLink block -> block.uri().length() + block.name().length();
    };
  }

  /// Further text.
  record Text(String text) implements ContentBlock {
    public Text {
      Objects.requireNonNull(text, "text");
    }
  }

  /// An image.
  ///
  /// @param data image in base64, at most [#IMAGE_CHARS_MAX] characters
  /// @param mediaType for example `image/png`
  record Image(String data, String mediaType) implements ContentBlock {
    public Image {
      Objects.requireNonNull(data, "data");
      Objects.requireNonNull(mediaType, "mediaType");
      if (data.length() > IMAGE_CHARS_MAX) {
        throw new IllegalArgumentException(
            "an image must not exceed "
                + IMAGE_CHARS_MAX
                + " base64 characters; this one has "
                + data.length());
      }
    }
  }

  /// A reference to something the model can request or the user can open.
  ///
  /// @param mediaType media type, empty if unknown
  record ResourceLink(String uri, String name, String mediaType) implements ContentBlock {
    public ResourceLink {
      Objects.requireNonNull(uri, "uri");
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(mediaType, "mediaType");
    }
  }
}
