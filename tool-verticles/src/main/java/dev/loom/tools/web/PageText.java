package dev.loom.tools.web;

import java.util.Set;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// Converts the main content of an HTML page to Markdown. Reads each node once.
final class PageText {
  /// Nodes deeper than this are read as if they were at this depth.
  private static final int DEPTH_MAX = 500;

  private static final String LEFT_OUT =
      "script, style, noscript, template, svg, canvas, iframe, object, embed, nav, footer, aside,"
          + " form, button, select, dialog, [hidden], [aria-hidden=true]";

  private static final Set<String> BLOCKS =
      Set.of(
          "address",
          "article",
          "blockquote",
          "dd",
          "div",
          "dl",
          "dt",
          "fieldset",
          "figcaption",
          "figure",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "header",
          "hr",
          "li",
          "main",
          "ol",
          "p",
          "pre",
          "section",
          "table",
          "tr",
          "ul");

  private final StringBuilder text = new StringBuilder();
  private int preformatted;
  private int listDepth;

  private PageText() {}

  /// @return Markdown without empty lines at its ends
  static String of(Document page) {
    page.select(LEFT_OUT).remove();
    var main = page.selectFirst("main, [role=main], article");
    var root = main == null || main.text().length() < page.text().length() / 4 ? page.body() : main;
    var converter = new PageText();
    root.traverse(converter.visitor());
    return converter
        .text
        .toString()
        .replaceAll("[ \t]+\n", "\n")
        .replaceAll("\n{3,}", "\n\n")
        .strip();
  }

  private NodeVisitor visitor() {
    return new NodeVisitor() {
      @Override
      public void head(Node node, int depth) {
        if (node instanceof TextNode leaf) {
          add(leaf);
        } else if (node instanceof Element element && depth < DEPTH_MAX) {
          open(element);
        }
      }

      @Override
      public void tail(Node node, int depth) {
        if (node instanceof Element element && depth < DEPTH_MAX) {
          close(element);
        }
      }
    };
  }

  private void add(TextNode leaf) {
    if (preformatted > 0) {
      text.append(leaf.getWholeText());
      return;
    }
    var words = leaf.getWholeText().replaceAll("[\\s\\u00a0]+", " ");
    text.append(endsWithSpace() ? words.stripLeading() : words);
  }

  private boolean endsWithSpace() {
    return text.isEmpty() || Character.isWhitespace(text.charAt(text.length() - 1));
  }

  private void open(Element element) {
    var name = element.normalName();
    if (BLOCKS.contains(name)) {
      newLine(linesBetween(element));
    }
    switch (name) {
      case "h1", "h2", "h3", "h4", "h5", "h6" ->
          text.append("#".repeat(name.charAt(1) - '0')).append(' ');
      case "ul", "ol" -> listDepth++;
      case "li" -> text.append("  ".repeat(Math.max(0, listDepth - 1))).append(marker(element));
      case "blockquote" -> text.append("> ");
      case "pre" -> {
        preformatted++;
        text.append("```\n");
      }
      case "code" -> text.append(preformatted > 0 ? "" : "`");
      case "strong", "b" -> text.append("**");
      case "em", "i" -> text.append('*');
      case "br" -> text.append('\n');
      case "hr" -> text.append("---\n");
      case "td", "th" -> text.append("| ");
      case "a" -> text.append(hasAddress(element) ? "[" : "");
      case "img" ->
          text.append(element.attr("alt").isBlank() ? "" : "![" + element.attr("alt") + "]");
      default -> {
        // Only its content counts.
      }
    }
  }

  private void close(Element element) {
    var name = element.normalName();
    switch (name) {
      case "ul", "ol" -> listDepth--;
      case "pre" -> {
        preformatted--;
        text.append(endsWithSpace() ? "" : "\n").append("```");
      }
      case "code" -> text.append(preformatted > 0 ? "" : "`");
      case "strong", "b" -> text.append("**");
      case "em", "i" -> text.append('*');
      case "td", "th" -> text.append(' ');
      case "tr" -> text.append('|').append(isHeader(element) ? separator(element) : "");
      case "a" -> text.append(hasAddress(element) ? "](" + element.absUrl("href") + ")" : "");
      default -> {
        // Nothing follows it.
      }
    }
    if (BLOCKS.contains(name)) {
      newLine(linesBetween(element));
    }
  }

  private int linesBetween(Element element) {
    return switch (element.normalName()) {
      case "li", "tr" -> 1;
      case "ul", "ol" -> listDepth > 0 ? 1 : 2;
      default -> 2;
    };
  }

  private static String marker(Element item) {
    var list = item.parent();
    return list != null && list.normalName().equals("ol")
        ? (item.elementSiblingIndex() + 1) + ". "
        : "- ";
  }

  private static boolean hasAddress(Element link) {
    var address = link.absUrl("href");
    return (address.startsWith("http:") || address.startsWith("https:")) && !link.text().isBlank();
  }

  private static boolean isHeader(Element row) {
    return row.selectFirst("th") != null && row.elementSiblingIndex() == 0;
  }

  private static String separator(Element row) {
    return "\n" + "|---".repeat(row.childrenSize()) + "|";
  }

  private void newLine(int count) {
    if (text.isEmpty() || preformatted > 0) {
      return;
    }
    while (text.length() > 0 && text.charAt(text.length() - 1) == ' ') {
      text.setLength(text.length() - 1);
    }
    int present = 0;
    while (present < count
        && present < text.length()
        && text.charAt(text.length() - 1 - present) == '\n') {
      present++;
    }
    text.append("\n".repeat(count - present));
  }
}
