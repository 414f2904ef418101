import { BrowserRouter, Route, Routes } from "react-router-dom";
import Packets from "./pages/Packets";
import Swaps from "./pages/Swaps";

const App = () => (
  <BrowserRouter>
    <Routes>
      <Route path="/" element={<Packets />} />
      <Route path="/swaps" element={<Swaps />} />
    </Routes>
  </BrowserRouter>
);

export default App;
