export function price(cents) {
  // TODO: other currencies
  return (cents / 100).toFixed(2); // TODO: round as the law says
}
