// For imports that only have side effects which Deno does not need.
export {};
