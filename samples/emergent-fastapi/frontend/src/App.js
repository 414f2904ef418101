import { BrowserRouter, Route, Routes } from "react-router-dom";
import Beds from "./Beds";

export default function App() {
  return (
    <BrowserRouter>
      <Routes>
        <Route path="/" element={<Beds />} />
      </Routes>
    </BrowserRouter>
  );
}
