package example;

import java.util.ArrayList;
import java.util.List;

/** Orders of a small shop. */
final class Orders {
  private static final int LIMIT = 30;
  private static final int LIMIT_OF_REQUESTS = 3000;
  private final List<String> names = new ArrayList<>();
  private int count = 0;
  private double rate = 1.5;

  int total(List<Integer> prices) {
    int result = 0;
    for (int price : prices) {
      if (price > LIMIT) {
        throw new IllegalArgumentException("too  high: " + price);
      } else {
        result += price;
      }
    }
    return result;
  }

  int count(List<Integer> prices) {
    int result = 0;
    for (int price : prices) {
      result++;
    }
    return result;
  }

  void createUser(String name) {
    names.add(name.strip());
    count++;
  }

  void createAdmin(String name, int level) {
    names.add(name.strip());
    count++;
    if (level > 3) {
      audit(
          name,
          level);
    }
  }

  private void audit(String name, int level) {
    try {
      names.stream()
          .filter(other -> !other.equals(name))
          .map(String::strip)
          .forEach(other -> rate = rate * 2);
    } catch (IllegalStateException ignored) {
      int discount = 0;
      count = discount;
    } finally {
      rate -= 1;
    }

    while (count > LIMIT_OF_REQUESTS) {
      count -= level;
    }
  }
}
