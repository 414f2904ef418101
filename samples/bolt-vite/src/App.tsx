import { BrowserRouter, Route, Routes } from 'react-router-dom';
import Claims from './pages/Claims';
import Items from './pages/Items';

export default function App() {
  return (
    <BrowserRouter>
      <Routes>
        <Route path="/" element={<Items />} />
        <Route path="/claims" element={<Claims />} />
      </Routes>
    </BrowserRouter>
  );
}
