// Loaded by the development server only.
module.exports = (devServer) => {
  devServer.app.get("/health", (request, response) => response.json({ status: "up" }));
};
