// TODO: refuse a negative count
export function add(cart, item, count) {
  cart.push({ item, count });
}
