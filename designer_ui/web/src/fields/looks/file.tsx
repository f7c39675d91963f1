import { Icon } from "../../app/Icon";
import { FileItem, filesOf } from "../controls/FileItem";
import { later } from "../lazy";
import { makeWidget } from "../make";
import { isEmpty, type ShowProps } from "../widget";

const Edit = later(() => import("../controls/FileBox"));

const View = ({ value }: ShowProps) =>
  isEmpty(value) ? (
    <span className="faint">—</span>
  ) : (
    <ul className="file-list">
      {filesOf(value).map((file) => (
        <FileItem key={file.id} file={file} />
      ))}
    </ul>
  );

export default makeWidget({
  Edit,
  View,
  Cell: ({ value }) => (
    <span className="row faint" style={{ gap: 4 }}>
      <Icon name="file" size={14} /> {filesOf(value).length}
    </span>
  ),
  text: (value) => filesOf(value).map((file) => file.name).join(", "),
  wide: true,
  group: true,
});
